namespace Kif.Pipeline.Tests.Strategies;

/// <summary>Options of replay and of the buffers.</summary>
internal static class ReplayOptionCases
{
    public static IReadOnlyList<OptionCase> Rows { get; } =
    [
        new("replay", "mix", "Balanced", "buffer.share=0.2"),
        new("replay", "buffer.share", "0.3"),
        new("replay", "buffer.pertask", "5"),
    ];
}
