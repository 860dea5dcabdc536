namespace Kif.Pipeline.Descriptions;

/// <summary>Where an option's value comes from, as descriptions say it.</summary>
public static class OptionOrigin
{
    /// <summary>Nobody said anything.</summary>
    public const string Default = "default";

    /// <summary>The program: <c>services.Configure</c>, an options object, a composition in code.</summary>
    public const string Code = "code";

    /// <summary>A configuration of the host that is neither a file nor the environment.</summary>
    public const string Configuration = "configuration";

    /// <summary>An environment variable.</summary>
    public const string Environment = "environment";

    /// <summary>The command line.</summary>
    public const string CommandLine = "command line";

    /// <summary>A search over the ranges that options declare.</summary>
    public const string Search = "search";

    /// <summary>The strategy itself, out of another option of it: a method's profile has readings of its parts.</summary>
    public const string Strategy = "strategy";

    /// <summary>A file.</summary>
    public static string File(string path) => "file:" + Path.GetFileName(path);
}
