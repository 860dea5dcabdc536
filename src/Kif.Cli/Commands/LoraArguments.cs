using System.Globalization;

namespace Kif.Cli.Commands;

/// <summary>Numbers as arguments, alone or by module pattern as <c>REGEX=VALUE</c>; the pattern may contain further equal signs.</summary>
internal static class LoraArguments
{
    /// <summary>Reads ranks by pattern.</summary>
    /// <exception cref="CompositionException">An argument has no value, or one that is not an integer.</exception>
    public static IReadOnlyList<KeyValuePair<string, int>> Ranks(string[] given) => [.. given.Select(g => Pair("--rank-pattern", g, Whole))];

    /// <summary>Reads alphas by pattern.</summary>
    /// <exception cref="CompositionException">An argument has no value, or one that is not a number.</exception>
    public static IReadOnlyList<KeyValuePair<string, double>> Alphas(string[] given) => [.. given.Select(g => Pair("--alpha-pattern", g, Real))];

    /// <summary>Reads an integer.</summary>
    /// <exception cref="CompositionException">The text is not such a number.</exception>
    public static int Whole(string option, string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
        ? number
        : throw new CompositionException($"{option} has '{text}', which is no whole number");

    /// <summary>Reads a 64-bit integer.</summary>
    /// <exception cref="CompositionException">The text is not such a number.</exception>
    public static long Long(string option, string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
        ? number
        : throw new CompositionException($"{option} has '{text}', which is no whole number");

    /// <summary>Reads a floating-point number.</summary>
    /// <exception cref="CompositionException">The text is not such a number.</exception>
    public static double Real(string option, string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        ? number
        : throw new CompositionException($"{option} has '{text}', which is no number");

    private static KeyValuePair<string, T> Pair<T>(string option, string given, Func<string, string, T> value)
    {
        int equal = given.LastIndexOf('=');
        return equal > 0
            ? new(given[..equal], value(option, given[(equal + 1)..]))
            : throw new CompositionException($"{option} is '{given}'; write PATTERN=VALUE, e.g. .*SelfAttention.q=4");
    }
}
