namespace Kif.Pipeline.Jobs;

/// <summary>The syntax of <see cref="CompareSettings.Strategies"/>: <c>strategy</c> or <c>name=strategy</c>.</summary>
internal static class StrategyNames
{
    /// <summary>Returns the name in results and the registered name.</summary>
    /// <exception cref="CompositionException">The name is not valid as that of a folder.</exception>
    public static (string Name, string Strategy) Parse(string said)
    {
        if (said.Split('=', 2) is not [var name, var strategy]) return (said, said);
        return name.Length > 0 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '+')
            ? (name, strategy)
            : throw new CompositionException($"'{said}': the name of a strategy in results has lower-case letters, digits and the signs - and +");
    }
}
