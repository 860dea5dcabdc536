using System.Globalization;
using System.Numerics;

namespace Kif.Tokenizers;

/// <summary>Decimal digits of numbers, rounded as Python rounds them: exactly, halves to the even digit.</summary>
internal static class PythonNumber
{
    /// <summary>Writes a number with so many decimal places.</summary>
    public static string Fixed(double value, int places)
    {
        if (!double.IsFinite(value)) return PythonRepr.Float(value);
        string digits = Scaled(Math.Abs(value), places).ToString(CultureInfo.InvariantCulture).PadLeft(places + 1, '0');
        return Sign(value) + digits[..^places] + (places > 0 ? "." + digits[^places..] : "");
    }

    /// <summary>Writes a number as one digit, so many decimal places, and a power of ten of at least two digits.</summary>
    public static string Exponential(double value, int places)
    {
        if (!double.IsFinite(value)) return PythonRepr.Float(value);
        (string digits, int power) = Digits(Math.Abs(value), places + 1);
        return $"{Sign(value)}{digits[0]}{(places > 0 ? "." + digits[1..] : "")}e{(power < 0 ? '-' : '+')}{Math.Abs(power):00}";
    }

    /// <summary>Writes a number with so many significant digits, as a power of ten if it is very large or small.</summary>
    /// <param name="value">The number.</param>
    /// <param name="significant">The digits; 0 counts as 1.</param>
    /// <param name="keepsZeros">Whether zeros at the end stay.</param>
    /// <param name="largest">The power of ten from which on one is written; null: the number of digits.</param>
    public static string General(double value, int significant, bool keepsZeros, int? largest = null)
    {
        if (!double.IsFinite(value)) return PythonRepr.Float(value);
        significant = Math.Max(significant, 1);
        int power = value == 0 ? 0 : Digits(Math.Abs(value), significant).Power;
        bool plain = power >= -4 && power < (largest ?? significant);
        string text = plain ? Fixed(value, Math.Max(0, significant - 1 - power)) : Exponential(value, significant - 1);
        if (keepsZeros || !text.Contains('.')) return text;
        int end = plain ? text.Length : text.IndexOf('e', StringComparison.Ordinal);
        return text[..end].TrimEnd('0').TrimEnd('.') + text[end..];
    }

    /// <summary>Puts a point behind the whole part of a written number that has none.</summary>
    public static string Pointed(string text)
    {
        int end = text.AsSpan().IndexOfAnyExceptInRange('0', '9') is >= 0 and var found ? found : text.Length;
        return end == 0 || end < text.Length && text[end] == '.' ? text : text[..end] + "." + text[end..];
    }

    /// <summary>Rounds to decimal places, below 0 to tens and so on.</summary>
    public static double Round(double value, int places)
    {
        if (!double.IsFinite(value) || places > 340) return value;
        if (places >= 0) return double.Parse(Fixed(value, places), CultureInfo.InvariantCulture);
        BigInteger tens = BigInteger.Pow(10, Math.Min(-places, 340));
        return Math.CopySign((double)(Divided(new BigInteger(Math.Abs(value)) * 2 + (value % 1 == 0 ? 0 : 1), tens * 2) * tens), value);
    }

    private static string Sign(double value) => double.IsNegative(value) ? "-" : "";

    /// <summary>Returns the number times a power of ten as a whole number.</summary>
    private static BigInteger Scaled(double value, int tens)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)(bits >> 52) & 0x7FF;
        BigInteger over = (bits & 0xFFFFFFFFFFFFF) | (exponent > 0 ? 1L << 52 : 0), under = 1;
        int shift = Math.Max(exponent, 1) - 1075;
        if (shift >= 0) over <<= shift;
        else under <<= -shift;
        if (tens >= 0) over *= BigInteger.Pow(10, tens);
        else under *= BigInteger.Pow(10, -tens);
        return Divided(over, under);
    }

    private static BigInteger Divided(BigInteger over, BigInteger under)
    {
        BigInteger whole = BigInteger.DivRem(over, under, out BigInteger rest);
        int half = (rest * 2).CompareTo(under);
        return half > 0 || half == 0 && !whole.IsEven ? whole + 1 : whole;
    }

    private static (string Digits, int Power) Digits(double value, int count)
    {
        if (value == 0) return (new string('0', count), 0);
        int power = (int)Math.Floor(Math.Log10(value));
        // The logarithm may be off by one near powers of ten, and rounding may add a digit.
        for (int guess = power - 1; ; guess++)
        {
            string digits = Scaled(value, count - 1 - guess).ToString(CultureInfo.InvariantCulture);
            if (digits.Length == count) return (digits, guess);
        }
    }
}
