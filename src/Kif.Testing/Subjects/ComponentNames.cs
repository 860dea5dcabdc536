using System.Text;

namespace Kif.Testing;

/// <summary>The names and instances of component types.</summary>
internal static class ComponentNames
{
    private static readonly string[] Endings = ["Strategy", "Units", "Decomposer", "Importance", "Estimator", "Fuser", "ReplayBuffer", "Buffer", "Metric"];

    /// <summary>Returns the default name of a type: <c>AnchorStrategy</c> becomes <c>anchor</c>, <c>TwoWords</c> becomes <c>two-words</c>.</summary>
    public static string Of(Type type)
    {
        string name = type.Name.Split('`')[0];
        if (Endings.FirstOrDefault(e => name.Length > e.Length && name.EndsWith(e, StringComparison.Ordinal)) is { } ending) name = name[..^ending.Length];
        var result = new StringBuilder();
        foreach (char letter in name.Where(char.IsAsciiLetterOrDigit)) result.Append(char.IsAsciiLetterUpper(letter) && result.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(letter));
        return result.ToString();
    }

    /// <summary>Creates an instance by the constructor that takes the options, or the parameterless one.</summary>
    /// <exception cref="ConformanceException">There is no such constructor.</exception>
    public static T Create<T>(object options)
    {
        object[]? arguments = typeof(T).GetConstructor([options.GetType()]) is not null ? [options] : typeof(T).GetConstructor([]) is not null ? [] : null;
        return (T)Activator.CreateInstance(typeof(T), arguments ?? throw new ConformanceException(
            $"{typeof(T).Name} has no public constructor that takes {options.GetType().Name}, and none without parameters; override Create"))!;
    }
}
