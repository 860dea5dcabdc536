namespace Kif.Pipeline.Tests.Strategies;

/// <summary>An option of a strategy and a value under which a run must come out otherwise than with the option's default.</summary>
/// <param name="Strategy">The strategy's name.</param>
/// <param name="Option">Path of the option below it, e.g. <c>fuse.temperature</c>.</param>
/// <param name="Value">A value other than the default.</param>
/// <param name="Given">Settings that both runs share, as <c>path=value</c>, where the option matters only then.</param>
public sealed record OptionCase(string Strategy, string Option, string Value, params string[] Given)
{
    /// <summary>A strategy beside which the option has its effect; null for none.</summary>
    public string? Beside { get; init; }

    public override string ToString() => string.Join(' ', Given.Prepend($"{Strategy}.{Option}={Value}")) + (Beside is null ? "" : $" beside {Beside}");
}
