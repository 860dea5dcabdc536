using Kif.Models.Patterns;

namespace Kif.Models.Lora;

/// <summary>The patterns that PEFT makes of parts of its settings.</summary>
internal static class ModulePatterns
{
    /// <summary>The group of the layer's number.</summary>
    public const string Index = "idx";

    /// <summary>The first number between dots, where nothing says what stands before it.</summary>
    public const string AnyLayer = $@".*?\.[^.]*\.(?P<{Index}>\d+)\.";

    /// <summary>A key of the ranks or alphas: the name, or its end after a dot.</summary>
    /// <exception cref="FormatException">It is no pattern of Python's.</exception>
    public static PythonPattern End(string key, string? source = null) => PythonPattern.Start($@"(.*\.)?({key})$", source);

    /// <summary>The number after a layer's container.</summary>
    /// <exception cref="FormatException">It is no pattern of Python's.</exception>
    public static PythonPattern Layer(string container, string? source = null) => PythonPattern.Start($@"(?:^|.*?\.){container}\.(?P<{Index}>\d+)\.", source);
}
