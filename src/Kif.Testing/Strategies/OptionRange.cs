using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Kif.Testing;

/// <summary>The values of a numeric option that a check tries.</summary>
/// <param name="Declared">Whether the option has a range.</param>
/// <param name="Outside">Values beyond its ends.</param>
/// <param name="ToTry">Values that must either be refused by name or work.</param>
internal sealed record OptionRange(bool Declared, IReadOnlyList<string> Outside, IReadOnlyList<string> ToTry)
{
    public static bool IsNumber(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var plain && (plain == typeof(int) || plain == typeof(long) || plain == typeof(double) || plain == typeof(float));

    public static OptionRange Of(PropertyInfo option)
    {
        bool whole = (Nullable.GetUnderlyingType(option.PropertyType) ?? option.PropertyType) is var type && (type == typeof(int) || type == typeof(long));
        if (option.GetCustomAttribute<RangeAttribute>() is not { } range) return new(false, [], whole ? ["-1", "0"] : ["-1", "0", "NaN"]);
        (double low, double high) = (Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture), Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture));
        string[] outside = [.. Beyond(low, -1, whole, type == typeof(int)).Concat(Beyond(high, 1, whole, type == typeof(int)))];
        return new(true, whole ? outside : [.. outside, "NaN"], range.MinimumIsExclusive ? [] : [Text(low)]);
    }

    /// <summary>Whether a value is only used for composing and never for training: so large that a run might never end.</summary>
    public bool OnlyComposed(string value) => double.Parse(value, CultureInfo.InvariantCulture) > 1000;

    private static IEnumerable<string> Beyond(double end, int sign, bool whole, bool small)
    {
        if (double.IsInfinity(end) || Math.Abs(end) >= (small ? int.MaxValue : whole ? 1e15 : 1e300)) yield break;
        yield return Text(end + sign * (whole ? 1 : Math.Max(1, Math.Abs(end))));
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
