namespace CallGrains.Gateway.Hosting;

/// <summary>The command line: short forms of configuration keys, and subcommands.</summary>
internal sealed record CommandLine
{
    /// <summary>The addresses when none are configured.</summary>
    public const string DefaultUrls = "http://localhost:8080;https://localhost:8443";

    private static readonly Dictionary<string, string> ShortForms = new()
    {
        ["--store"] = $"{GatewayOptions.Section}:Store",
        ["--data"] = $"{GatewayOptions.Section}:DataPath",
        ["--clock"] = $"{GatewayOptions.Section}:Clock",
    };

    private CommandLine(string? command, string? verb, string[] options)
    {
        Command = command;
        Verb = verb;
        Options = options;
    }

    /// <summary>The subcommand, or null to serve.</summary>
    public string? Command { get; }

    /// <summary>The word after the subcommand, or null.</summary>
    public string? Verb { get; }

    /// <summary>The rest: options.</summary>
    public string[] Options { get; }

    /// <summary>Reads the command line.</summary>
    public static CommandLine Read(string[] args)
    {
        var words = args.TakeWhile(arg => !arg.StartsWith('-') && !arg.StartsWith('/') && !arg.Contains('=', StringComparison.Ordinal)).ToArray();
        return words.Length <= 2
            ? new(words.ElementAtOrDefault(0), words.ElementAtOrDefault(1), args[words.Length..])
            : throw new ConfigurationFaultException($"'{words[2]}' is unknown on the command line.");
    }

    /// <summary>Adds the options to the configuration; they win over all that is there.</summary>
    public void AddTo(IConfigurationBuilder configuration)
    {
        try
        {
            _ = configuration.AddCommandLine(Options, ShortForms);
        }
        catch (FormatException fault)
        {
            throw new ConfigurationFaultException(fault.Message, fault);
        }
    }
}
