using System.Globalization;

namespace Kif.Reports.Charts;

/// <summary>The tick values of an axis.</summary>
internal static class Ticks
{
    /// <summary>Returns values between two bounds in steps of 1, 2 or 5 times a power of ten.</summary>
    /// <param name="min">The lower bound.</param>
    /// <param name="max">The upper bound.</param>
    /// <param name="most">The highest number of values.</param>
    public static IReadOnlyList<double> Between(double min, double max, int most = 6)
    {
        double step = Step(min, max, most), first = Math.Ceiling(min / step - 1e-9);
        int count = (int)Math.Floor(max / step + 1e-9) - (int)first + 1;
        return [.. Enumerable.Range(0, Math.Max(0, count)).Select(i => Clean((first + i) * step))];
    }

    /// <summary>Widens bounds to round values.</summary>
    public static (double Min, double Max) Around(double min, double max, int most = 6)
    {
        if (min == max) (min, max) = (min - 1, max + 1);
        double step = Step(min, max, most);
        return (Clean(Math.Floor(min / step + 1e-9) * step), Clean(Math.Ceiling(max / step - 1e-9) * step));
    }

    /// <summary>Formats a tick, with as many digits as it needs.</summary>
    public static string Text(double value) => Math.Abs(value) >= 1e4
        ? Short(value)
        : value.ToString("0.######", CultureInfo.InvariantCulture).Replace('-', '−');

    /// <summary>Formats a value with a letter for thousands, millions and so on.</summary>
    public static string Short(double value)
    {
        (double unit, string letter) = Math.Abs(value) switch { >= 1e9 => (1e9, "G"), >= 1e6 => (1e6, "M"), >= 1e3 => (1e3, "k"), _ => (1, "") };
        double scaled = value / unit;
        return scaled.ToString(Math.Abs(scaled) < 10 ? "0.##" : "0.#", CultureInfo.InvariantCulture) + letter;
    }

    private static double Step(double min, double max, int most)
    {
        double rough = (max - min) / Math.Max(1, most - 1), power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return power * ((rough / power) switch { <= 1.0001 => 1, <= 2.0001 => 2, <= 5.0001 => 5, _ => 10 });
    }

    private static double Clean(double value) => Math.Round(value, 12);
}
