using System.ComponentModel.DataAnnotations;

namespace Kif.Strategies;

/// <summary>Options of the fusion by masks of entries.</summary>
public sealed class EntryMaskFuserOptions
{
    /// <summary>Share of all entries that count as important on each side. Default: 0.2, the 0.8-quantile.</summary>
    [Range(0.0, 1.0)]
    [SearchRange(0.05, 0.4)]
    public double TopShare { get; set; } = 0.2;

    /// <summary>How entries that matter to both sides or to neither are merged. Default: blended.</summary>
    public EntryMergeRule Rule { get; set; }

    /// <summary>Blended: weight of the current model where both sides need the entry. Default: 0.4.</summary>
    [Range(0.0, 1.0)]
    public double SharedCurrent { get; set; } = 0.4;

    /// <summary>Blended: weight of the current model where neither side needs the entry. Default: 0.5.</summary>
    [Range(0.0, 1.0)]
    public double NeitherCurrent { get; set; } = 0.5;

    /// <summary>Weight of the old entry scores when a task's are added to them, both normalised. Default: 0.7 (spec 5.2).</summary>
    [Range(0.0, 1.0)]
    public double Accumulation { get; set; } = 0.7;
}
