using System.ComponentModel.DataAnnotations;

namespace Kif.Strategies;

/// <summary>Options of the element-mask fuser.</summary>
public sealed class EntryMaskFuserOptions
{
    /// <summary>The share of elements that count as important on each side. Default: 0.2, the 0.8-quantile.</summary>
    [Range(0.0, 1.0)]
    [SearchRange(0.05, 0.4)]
    public double TopShare { get; set; } = 0.2;

    /// <summary>The merge rule of elements important to both sides or to neither. Default: blended.</summary>
    public EntryMergeRule Rule { get; set; }

    /// <summary>Blended: the weight of the current model for elements important to both sides. Default: 0.4.</summary>
    [Range(0.0, 1.0)]
    public double SharedCurrent { get; set; } = 0.4;

    /// <summary>Blended: the weight of the current model for elements important to neither side. Default: 0.5.</summary>
    [Range(0.0, 1.0)]
    public double NeitherCurrent { get; set; } = 0.5;

    /// <summary>The weight of the old element scores when a task's scores are accumulated, both normalized. Default: 0.7 (spec 5.2).</summary>
    [Range(0.0, 1.0)]
    public double Accumulation { get; set; } = 0.7;
}
