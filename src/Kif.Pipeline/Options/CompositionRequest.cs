namespace Kif.Pipeline.Options;

/// <summary>A requested composition, independent of its source: a name and the values that differ from the defaults.</summary>
/// <param name="Strategy">A registered name, or several joined by plus signs.</param>
/// <param name="Settings">Values by path below the strategy, in a sum below each strategy's name; later values override earlier ones.</param>
public sealed record CompositionRequest(string Strategy, IReadOnlyList<OptionSetting> Settings);
