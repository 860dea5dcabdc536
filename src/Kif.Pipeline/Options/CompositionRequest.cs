namespace Kif.Pipeline.Options;

/// <summary>A composition as somebody asks for it, whatever the form: a name and what shall differ from the defaults.</summary>
/// <param name="Strategy">A registered name, or several with plus signs between them.</param>
/// <param name="Settings">Values by path below the strategy, of several strategies each below its own name; where two set the same option, the later counts.</param>
public sealed record CompositionRequest(string Strategy, IReadOnlyList<OptionSetting> Settings);
