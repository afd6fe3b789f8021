namespace CallGrains.Gateway.Hosting.Https;

/// <summary>The subcommand <c>certificate</c>: prints the certificate, and how to trust it.</summary>
internal static class CertificateCommand
{
    /// <summary>The name of the subcommand.</summary>
    public const string Name = "certificate";

    /// <summary>Runs it: <c>certificate</c> explains, <c>certificate export</c> prints the PEM.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="verb">What follows the name, or null.</param>
    /// <param name="output">Where it is printed.</param>
    /// <exception cref="ConfigurationFaultException">The verb is unknown.</exception>
    public static void Run(LocalCertificate certificate, string? verb, TextWriter output)
    {
        var current = certificate.Get();
        switch (verb)
        {
            case "export":
                output.WriteLine(current.ExportCertificatePem());
                break;
            case null:
                output.WriteLine($"Certificate: {certificate.CertificatePath}");
                output.WriteLine($"Valid until: {current.NotAfter.ToUniversalTime():yyyy-MM-dd}");
                output.WriteLine($"Fingerprint: {current.Thumbprint}");
                output.WriteLine();
                output.WriteLine("To trust it:");
                output.WriteLine($"  Node:    export NODE_EXTRA_CA_CERTS={certificate.CertificatePath}");
                output.WriteLine($"  Python:  export REQUESTS_CA_BUNDLE={certificate.CertificatePath}");
                output.WriteLine($"  Debian:  cp {certificate.CertificatePath} /usr/local/share/ca-certificates/callgrains.crt && update-ca-certificates");
                output.WriteLine($"  macOS:   security add-trusted-cert -k ~/Library/Keychains/login.keychain-db {certificate.CertificatePath}");
                output.WriteLine($"  Windows: certutil -user -addstore Root {certificate.CertificatePath}");
                output.WriteLine($"  Java:    keytool -importcert -cacerts -alias callgrains -file {certificate.CertificatePath}");
                break;
            default:
                throw new ConfigurationFaultException($"'certificate {verb}' is unknown; it is 'certificate' or 'certificate export'.");
        }
    }
}
