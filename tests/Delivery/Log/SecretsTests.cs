using System.Text;
using CallGrains.Delivery.Bench;
using CallGrains.Delivery.Callbacks;

namespace CallGrains.Delivery.Log;

public sealed class SecretsTests
{
    private const string Secret = "verysecret";

    [Theory]
    [InlineData("an invalid header")]
    [InlineData("an invalid status line")]
    [InlineData("an error with a body")]
    [InlineData("nothing")]
    public async Task Deliver_ReceiverQuotesTokenAndKeys_NoneIsLogged(string how)
    {
        await using var server = new RawServer((stream, stop) => QuoteAsync(stream, how, stop));
        var logger = new CapturingLogger<CallbackDelivery>();
        await using var bench = await DeliveryBench.StartAsync(logger: logger);
        var callback = Sample.Event($"http://127.0.0.1:{server.Port}/hook?code={Secret}");

        bench.Calls.Owe(callback);
        var record = await bench.RecordAsync(callback.Id, record => record.Tries >= 2, "it is tried twice");

        var told = string.Join('\n', [record.LastError, record.ShownUri, .. logger.Lines]);
        logger.Lines.ShouldNotBeEmpty();
        told.ShouldNotContain(Secret);
        told.ShouldNotContain("Bearer");
        told.ShouldNotContain((await bench.Signer.AuthorizationAsync(default))["Bearer ".Length..][..40]);
    }

    private static async Task QuoteAsync(Stream stream, string how, CancellationToken stop)
    {
        var buffer = new byte[8_192];
        var count = await stream.ReadAsync(buffer, stop);
        var lines = Encoding.ASCII.GetString(buffer, 0, count).Split("\r\n");
        var quote = $"{lines.First(line => line.StartsWith("Authorization", StringComparison.Ordinal))} {lines[0]}".Replace(':', ' ');
        var answer = how switch
        {
            "an invalid header" => $"HTTP/1.1 200 OK\r\n{quote}\r\n\r\n",
            "an invalid status line" => $"{quote}\r\n\r\n",
            "an error with a body" => $"HTTP/1.1 500 Broken\r\nContent-Length: {quote.Length}\r\n\r\n{quote}",
            _ => "",
        };
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), stop);
    }
}
