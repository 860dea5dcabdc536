using System.CommandLine.Parsing;
using System.Globalization;

namespace Kif.Cli.Commands;

/// <summary>Reads numbers with a decimal point. A comma is refused: .NET's own reading takes it for one between thousands, and 0,003 for 3.</summary>
internal static class RealNumber
{
    /// <summary>The value of an option's one argument.</summary>
    public static double Parse(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)) return number;
        argument.AddError($"'{text}' is no number");
        return double.NaN;
    }
}
