namespace Kif.Bench;

/// <summary>Options of a measurement: <c>--name value</c> pairs.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    /// <summary>Reads the pairs.</summary>
    /// <exception cref="ArgumentException">A name without its value, or one that is not allowed.</exception>
    public Arguments(string[] args, params string[] allowed)
    {
        for (int i = 0; i < args.Length; i += 2)
        {
            string name = args[i].StartsWith("--", StringComparison.Ordinal) ? args[i][2..] : "";
            if (!allowed.Contains(name)) throw new ArgumentException($"'{args[i]}' is no option; allowed: {string.Join(", ", allowed.Select(a => "--" + a))}");
            if (i + 1 == args.Length) throw new ArgumentException($"'{args[i]}' lacks its value");
            values[name] = args[i + 1];
        }
    }

    /// <summary>A text, or the default.</summary>
    public string Text(string name, string byDefault) => values.GetValueOrDefault(name, byDefault);

    /// <summary>A number, or the default.</summary>
    public double Number(string name, double byDefault) =>
        values.TryGetValue(name, out string? text) ? double.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : byDefault;

    /// <summary>A whole number, or the default.</summary>
    public int Whole(string name, int byDefault) => checked((int)Number(name, byDefault));
}
