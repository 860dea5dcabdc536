using Kif.Models.Patterns;

namespace Kif.Models.Lora;

/// <summary>The patterns that PEFT builds from its settings.</summary>
internal static class ModulePatterns
{
    /// <summary>The name of the group with the layer's number.</summary>
    public const string Index = "idx";

    /// <summary>The pattern of the first number between dots.</summary>
    public const string AnyLayer = $@".*?\.[^.]*\.(?P<{Index}>\d+)\.";

    /// <summary>Builds the pattern of a key of the ranks or alphas: it matches the name, or its end after a dot.</summary>
    /// <exception cref="FormatException">It is not a valid Python pattern.</exception>
    public static PythonPattern End(string key, string? source = null) => PythonPattern.Start($@"(.*\.)?({key})$", source);

    /// <summary>Builds the pattern of the number after a container of layers.</summary>
    /// <exception cref="FormatException">It is not a valid Python pattern.</exception>
    public static PythonPattern Layer(string container, string? source = null) => PythonPattern.Start($@"(?:^|.*?\.){container}\.(?P<{Index}>\d+)\.", source);
}
