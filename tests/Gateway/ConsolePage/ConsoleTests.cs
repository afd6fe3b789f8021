using System.Text.RegularExpressions;
using CallGrains.Gateway.Tests.Bench;

namespace CallGrains.Gateway.Tests.ConsolePage;

/// <summary>The console page is served to anybody; what it shows is not.</summary>
public sealed class ConsoleTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Theory]
    [InlineData("/", "text/html; charset=utf-8")]
    [InlineData("/console/console.css", "text/css; charset=utf-8")]
    [InlineData("/console/console.js", "text/javascript; charset=utf-8")]
    [InlineData("/console/api.js", "text/javascript; charset=utf-8")]
    [InlineData("/console/views.js", "text/javascript; charset=utf-8")]
    public async Task Page_Anonymous_IsServedUnderAStrictPolicy(string path, string type)
    {
        var answer = await GetAsync(path);
        answer.Code.ShouldBe(200);
        answer.Headers["Content-Type"].ShouldBe(type);
        answer.Headers["Content-Security-Policy"].ShouldContain("default-src 'none'");
        answer.Text.ShouldNotContain("innerHTML");
    }

    [Fact]
    public async Task Page_EveryReference_IsServed()
    {
        var html = (await GetAsync("/")).Text;
        var references = Regex.Matches(html, "(href|src)=\"(?<path>/[^\"]+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Select(match => match.Groups["path"].Value).ToArray();
        references.Length.ShouldBe(2);
        foreach (var reference in references)
            (await GetAsync(reference)).Code.ShouldBe(200, reference);
    }

    [Fact]
    public async Task Script_EveryElementItNames_IsOnThePage()
    {
        var html = (await GetAsync("/")).Text;
        foreach (var script in new[] { "/console/console.js", "/console/views.js" })
        {
            var names = Regex.Matches((await GetAsync(script)).Text, "(form|byId|fill|onSubmit)\\(\"(?<id>[a-z-]+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
            names.Count.ShouldBeGreaterThan(5);
            foreach (var name in names.Select(match => match.Groups["id"].Value))
                html.ShouldContain($"id=\"{name}\"");
        }
    }

    private Task<Answer> GetAsync(string path) => gateway.Server.SendAsync(gateway.Server.Request("GET", path, null));
}
