namespace Kif.Models.Lora;

/// <summary>
/// How low-rank adapters are put on a backbone: W becomes W + scaling · B A (Hu et al., 2021). The settings are PEFT's and mean what they mean there; patterns
/// are those of Python's <c>re</c>.
/// </summary>
public sealed record LoraSettings
{
    /// <summary>The <see cref="TargetPattern"/> that stands for every linear module.</summary>
    public const string AllLinear = "all-linear";

    /// <summary>Rank r of the factors A (r × inputs) and B (outputs × r); 1 or more. Default 8.</summary>
    public int Rank { get; init; } = 8;

    /// <summary>Numerator of <see cref="Scaling"/>; positive and finite. Default 16.</summary>
    public double Alpha { get; init; } = 16;

    /// <summary>Probability with which an adapter's input is dropped while training; 0 or more and below 1. Default 0.05.</summary>
    public double Dropout { get; init; } = 0.05;

    /// <summary>Suffixes of the names of the linear modules that get an adapter ("q", "v_proj"); empty for the backbone's default. Default empty.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>
    /// In place of <see cref="Targets"/>: a pattern that the whole name of a module must match, or <see cref="AllLinear"/> in any case; null for none. Default null.
    /// </summary>
    public string? TargetPattern { get; init; }

    /// <summary>Suffixes of the names of modules that get no adapter whatever the targets say. Default empty.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>In place of <see cref="Exclude"/>: a pattern that the whole name of a module must match to get no adapter; null for none. Default null.</summary>
    public string? ExcludePattern { get; init; }

    /// <summary>
    /// Numbers of the layers that get adapters, from 0; empty for all. Goes with <see cref="Targets"/> that are suffixes; a target that is a module's whole
    /// name counts in any layer. Default empty.
    /// </summary>
    public IReadOnlyList<int> Layers { get; init; } = [];

    /// <summary>
    /// Patterns of what stands before the layer's number in a name ("layers", "h"); the first that fits counts. Empty for the first number between dots.
    /// Default empty.
    /// </summary>
    public IReadOnlyList<string> LayersPattern { get; init; } = [];

    /// <summary>
    /// Ranks of modules that differ from <see cref="Rank"/>, by a pattern of the name or of its end after a dot; the first that fits counts. Default empty.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, int>> RankPattern { get; init; } = [];

    /// <summary>Values of modules that differ from <see cref="Alpha"/>, by the same rule as <see cref="RankPattern"/>. Default empty.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> AlphaPattern { get; init; } = [];

    /// <summary>Whether <see cref="Scaling"/> divides by the root of the rank (Kalajdzievski, 2023). Default false.</summary>
    public bool RankStabilized { get; init; }

    /// <summary>
    /// Factor on B A: <see cref="Alpha"/> / <see cref="Rank"/>, or <see cref="Alpha"/> / √<see cref="Rank"/> if rank-stabilized. Modules that a pattern fits have
    /// their own, by the same formula from their own rank and alpha.
    /// </summary>
    public double Scaling => ScalingOf(Rank, Alpha);

    /// <summary>Checks every setting.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range; the message names it, the value seen and what is allowed.</exception>
    public void Validate()
    {
        if (LoraCheck.Fault(this) is { } fault) throw new ArgumentException(fault.Message(LoraFault.InCode));
    }

    /// <summary>The factor of a module of that rank and alpha.</summary>
    internal double ScalingOf(int rank, double alpha) => RankStabilized ? alpha / Math.Sqrt(rank) : alpha / rank;
}
