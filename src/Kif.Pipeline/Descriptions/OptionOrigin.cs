namespace Kif.Pipeline.Descriptions;

/// <summary>The origins of option values, as written in descriptions.</summary>
public static class OptionOrigin
{
    /// <summary>The option's default.</summary>
    public const string Default = "default";

    /// <summary>The program: <c>services.Configure</c>, an options object, a composition in code.</summary>
    public const string Code = "code";

    /// <summary>A source of the host's configuration other than a file or the environment.</summary>
    public const string Configuration = "configuration";

    /// <summary>An environment variable.</summary>
    public const string Environment = "environment";

    /// <summary>The command line.</summary>
    public const string CommandLine = "command line";

    /// <summary>A search over the ranges that options declare.</summary>
    public const string Search = "search";

    /// <summary>The strategy itself, derived from another of its options: a method's profile sets options of its parts.</summary>
    public const string Strategy = "strategy";

    /// <summary>Returns the origin of a file.</summary>
    public static string File(string path) => "file:" + Path.GetFileName(path);
}
