using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CallGrains.Gateway.Hosting.Https;

/// <summary>
/// The certificate of https on this machine: self-made, kept in the data folder, renewed before it expires. Its key never
/// leaves the folder; whoever is to trust it is given the certificate alone.
/// </summary>
/// <param name="dataPath">The data folder.</param>
/// <param name="time">System time.</param>
public sealed class LocalCertificate(string dataPath, TimeProvider time)
{
    private const string CertificateFile = "https.crt";
    private const string KeyFile = "https.key";

    private static readonly TimeSpan Validity = TimeSpan.FromDays(730);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    private readonly Lock _gate = new();
    private X509Certificate2? _current;

    /// <summary>Where the certificate is, in PEM: the file that clients are told to trust.</summary>
    public string CertificatePath => Path.Combine(Path.GetFullPath(dataPath), CertificateFile);

    private string KeyPath => Path.Combine(Path.GetFullPath(dataPath), KeyFile);

    /// <summary>The certificate as it is to be used now; made or renewed when needed.</summary>
    /// <exception cref="IOException">The data folder cannot be read or written; the message is one line.</exception>
    public X509Certificate2 Get()
    {
        lock (_gate)
        {
            if (_current is { } known && IsFresh(known))
                return known;

            try
            {
                _current = Load() is { } kept && IsFresh(kept) ? kept : Make();
            }
            catch (UnauthorizedAccessException fault)
            {
                throw new IOException($"The certificate {CertificatePath} cannot be read or written: {fault.Message}", fault);
            }

            return _current;
        }
    }

    private bool IsFresh(X509Certificate2 certificate)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return certificate.NotBefore.ToUniversalTime() <= now && certificate.NotAfter.ToUniversalTime() > now + RenewBefore;
    }

    private X509Certificate2? Load()
    {
        if (!File.Exists(CertificatePath) || !File.Exists(KeyPath))
            return null;

        try
        {
            return Usable(X509Certificate2.CreateFromPemFile(CertificatePath, KeyPath));
        }
        catch (CryptographicException)
        {
            // Half a pair, left by a crash between the two files, is replaced.
            return null;
        }
    }

    private X509Certificate2 Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost, O=CallGrains", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());

        // It is its own root, and may vouch for nothing but itself.
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));

        var now = time.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddMinutes(-5), now + Validity);
        _ = Directory.CreateDirectory(Path.GetFullPath(dataPath));
        Write(KeyPath, key.ExportPkcs8PrivateKeyPem(), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Write(CertificatePath, made.ExportCertificatePem(), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        return Usable(made);
    }

    private static void Write(string path, string pem, UnixFileMode mode)
    {
        var beside = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;

        File.Delete(beside);
        using (var writer = new StreamWriter(beside, options))
            writer.WriteLine(pem);

        File.Move(beside, path, overwrite: true);
    }

    private static X509Certificate2 Usable(X509Certificate2 certificate)
    {
        // Windows serves TLS only with a key that went through a store format.
        using (certificate)
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
    }
}
