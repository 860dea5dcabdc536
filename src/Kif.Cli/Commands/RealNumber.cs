using System.CommandLine.Parsing;
using System.Globalization;

namespace Kif.Cli.Commands;

/// <summary>Numbers with a decimal point. A comma is refused: .NET's parser takes it for a thousands separator and reads 0,003 as 3.</summary>
internal static class RealNumber
{
    /// <summary>Parses an option's single argument.</summary>
    public static double Parse(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)) return number;
        argument.AddError($"'{text}' is no number");
        return double.NaN;
    }
}
