namespace Kif.Models.Lora;

/// <summary>
/// The settings of low-rank adapters (LoRA; Hu et al., 2021): W becomes W + scaling · B A. They are PEFT's settings, with the same meaning; patterns are those
/// of Python's <c>re</c>.
/// </summary>
public sealed record LoraSettings
{
    /// <summary>The <see cref="TargetPattern"/> that selects every linear module.</summary>
    public const string AllLinear = "all-linear";

    /// <summary>The rank r of the factors A (r × inputs) and B (outputs × r); 1 or more. Default 8.</summary>
    public int Rank { get; init; } = 8;

    /// <summary>The numerator of <see cref="Scaling"/>; positive and finite. Default 16.</summary>
    public double Alpha { get; init; } = 16;

    /// <summary>The dropout rate on an adapter's input in training; 0 or more and below 1. Default 0.05.</summary>
    public double Dropout { get; init; } = 0.05;

    /// <summary>The suffixes of the names of the linear modules that get an adapter ("q", "v_proj"); empty for the backbone's default. Default empty.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>
    /// A pattern that the whole name of a module must match, instead of <see cref="Targets"/>; or <see cref="AllLinear"/>, regardless of case; null for none.
    /// Default null.
    /// </summary>
    public string? TargetPattern { get; init; }

    /// <summary>The suffixes of the names of modules that get no adapter even if they are targets. Default empty.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>A pattern of whole names of modules that get no adapter, instead of <see cref="Exclude"/>; null for none. Default null.</summary>
    public string? ExcludePattern { get; init; }

    /// <summary>
    /// The numbers of the layers that get adapters, from 0; empty for all. Applies to <see cref="Targets"/> that are suffixes; a target that is a module's
    /// whole name applies in any layer. Default empty.
    /// </summary>
    public IReadOnlyList<int> Layers { get; init; } = [];

    /// <summary>
    /// The patterns of the part of a name before the layer's number ("layers", "h"); the first match applies. Empty for the first number between dots.
    /// Default empty.
    /// </summary>
    public IReadOnlyList<string> LayersPattern { get; init; } = [];

    /// <summary>
    /// The ranks of modules that differ from <see cref="Rank"/>, by a pattern of the name or of its end after a dot; the first match applies. Default empty.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, int>> RankPattern { get; init; } = [];

    /// <summary>The alphas of modules that differ from <see cref="Alpha"/>, by the same rule as <see cref="RankPattern"/>. Default empty.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> AlphaPattern { get; init; } = [];

    /// <summary>Whether <see cref="Scaling"/> divides by the square root of the rank (Kalajdzievski, 2023). Default false.</summary>
    public bool RankStabilized { get; init; }

    /// <summary>
    /// The factor on B A: <see cref="Alpha"/> / <see cref="Rank"/>, or <see cref="Alpha"/> / √<see cref="Rank"/> if rank-stabilized. A module that matches a
    /// pattern has its own, by the same formula from its own rank and alpha.
    /// </summary>
    public double Scaling => ScalingOf(Rank, Alpha);

    /// <summary>Checks every setting.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range; the message names it, its value and the allowed values.</exception>
    public void Validate()
    {
        if (LoraCheck.Fault(this) is { } fault) throw new ArgumentException(fault.Message(LoraFault.InCode));
    }

    /// <summary>Computes the factor of a module of that rank and alpha.</summary>
    internal double ScalingOf(int rank, double alpha) => RankStabilized ? alpha / Math.Sqrt(rank) : alpha / rank;
}
