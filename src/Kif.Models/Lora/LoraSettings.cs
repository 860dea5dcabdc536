namespace Kif.Models.Lora;

/// <summary>How low-rank adapters are put on a backbone: W becomes W + scaling · B A (Hu et al., 2021).</summary>
public sealed record LoraSettings
{
    /// <summary>Rank r of the factors A (r × inputs) and B (outputs × r); 1 or more. Default 8.</summary>
    public int Rank { get; init; } = 8;

    /// <summary>Numerator of <see cref="Scaling"/>; positive and finite. Default 16.</summary>
    public double Alpha { get; init; } = 16;

    /// <summary>Probability with which an adapter's input is dropped while training; 0 or more and below 1. Default 0.05.</summary>
    public double Dropout { get; init; } = 0.05;

    /// <summary>Suffixes of the names of the linear modules that get an adapter ("q", "v_proj"); empty for the backbone's default.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Whether <see cref="Scaling"/> divides by the root of the rank (Kalajdzievski, 2023). Default false.</summary>
    public bool RankStabilized { get; init; }

    /// <summary>Factor on B A: <see cref="Alpha"/> / <see cref="Rank"/>, or <see cref="Alpha"/> / √<see cref="Rank"/> if rank-stabilized.</summary>
    public double Scaling => RankStabilized ? Alpha / Math.Sqrt(Rank) : Alpha / Rank;

    /// <summary>Checks every setting.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range; the message names it, the value seen and what is allowed.</exception>
    public void Validate()
    {
        if (Rank < 1) throw Refused(nameof(Rank), Rank, "1 or more");
        if (!(Alpha > 0 && double.IsFinite(Alpha))) throw Refused(nameof(Alpha), Alpha, "positive and finite");
        if (!(Dropout is >= 0 and < 1)) throw Refused(nameof(Dropout), Dropout, "0 or more and below 1");
        if (Targets is null) throw Refused(nameof(Targets), "null", "a list, empty for the backbone's default");
        foreach (string target in Targets)
        {
            if (string.IsNullOrWhiteSpace(target)) throw Refused(nameof(Targets), $"['{target}']", "names of modules, none of them blank");
        }
    }

    private static ArgumentException Refused(string setting, object seen, string allowed) =>
        new(FormattableString.Invariant($"{nameof(LoraSettings)}.{setting} is {seen}; allowed: {allowed}."));
}
