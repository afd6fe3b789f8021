using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace CallGrains.Delivery.Destinations;

/// <summary>Opens connections: resolves the name, keeps only the addresses the policy allows, and connects to one of exactly these.</summary>
internal sealed class DestinationConnector(DestinationPolicy policy, INameResolver resolver)
{
    /// <summary>The <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var target = context.DnsEndPoint;
        var addresses = await AllowedAsync(target.Host, cancellationToken);
        var socket = await ConnectAsync(addresses, target.Port, cancellationToken);
        var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            // Only here is the address known that the connection really goes to; elsewhere the handler does the usual TLS.
            return policy.TrustAnyCertificateOnLoopback
                && context.InitialRequestMessage.RequestUri?.Scheme == Uri.UriSchemeHttps
                && socket.RemoteEndPoint is IPEndPoint remote
                && IPAddress.IsLoopback(AddressRange.Unwrap(remote.Address))
                ? await AuthenticateAnyAsync(stream, target.Host, cancellationToken)
                : stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private async Task<SslStream> AuthenticateAnyAsync(NetworkStream stream, string host, CancellationToken cancellationToken)
    {
        var secure = new SslStream(stream, leaveInnerStreamOpen: false);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            RemoteCertificateValidationCallback = (_, _, _, _) => policy.TrustAnyCertificateOnLoopback,
        };
        await secure.AuthenticateAsClientAsync(options, cancellationToken);
        return secure;
    }

    private static async Task<Socket> ConnectAsync(List<IPAddress> addresses, int port, CancellationToken cancellationToken)
    {
        for (var i = 0; ; i++)
        {
            var socket = new Socket(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(addresses[i], port), cancellationToken);
                return socket;
            }
            catch (SocketException) when (i + 1 < addresses.Count && !cancellationToken.IsCancellationRequested)
            {
                // The next address may answer; the last failure is the one reported.
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    private async ValueTask<List<IPAddress>> AllowedAsync(string host, CancellationToken cancellationToken)
    {
        IReadOnlyList<IPAddress> resolved = IPAddress.TryParse(host, out var literal)
            ? [literal]
            : await resolver.ResolveAsync(host, cancellationToken);
        if (resolved.Count == 0)
            throw new SocketException((int)SocketError.HostNotFound);

        var allowed = new List<IPAddress>(resolved.Count);
        var reason = "";
        foreach (var address in resolved)
        {
            if (policy.AllowsAddress(address, out var why))
                allowed.Add(address);
            else
                reason = why;
        }

        return allowed.Count > 0 ? allowed : throw new DestinationRefusedException($"{host} is not allowed: {reason}.");
    }
}
