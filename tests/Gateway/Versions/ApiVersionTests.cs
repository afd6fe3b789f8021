using CallGrains.Gateway.Tests.Bench;
using CallGrains.Gateway.Versions;

namespace CallGrains.Gateway.Tests.Versions;

public sealed class ApiVersionTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    public static TheoryData<string> Supported => [.. ApiVersions.Supported];

    [Theory]
    [MemberData(nameof(Supported))]
    public async Task Request_SupportedVersion_IsServed(string version) => (await GetAsync($"?api-version={version}")).Code.ShouldBe(200);

    [Theory]
    [InlineData("")]
    [InlineData("?api-version=")]
    [InlineData("?api-version=2020-01-01")]
    [InlineData("?api-version=2023-03-06")]
    [InlineData("?api-version=2026-03-12-preview")]
    [InlineData("?api-version=2026-03-12&api-version=2026-03-12")]
    public async Task Request_AnyOtherVersion_IsRefusedNamingTheSupportedOnes(string query)
    {
        var answer = await GetAsync(query);
        answer.Refusal.ShouldBe("400 8523 api-version");
        var message = answer.Error.GetProperty("message").GetString()!;
        ApiVersions.Supported.ShouldAllBe(version => message.Contains(version));
    }

    private Task<Answer> GetAsync(string query) => gateway.Server.SendAsync("GET", $"/calling/callConnections/{gateway.Server.Engine.SomeConnection}{query}");
}
