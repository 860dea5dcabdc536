namespace Kif.Strategies;

/// <summary>Options of the estimators that use only one of the two averages.</summary>
public sealed class SensitivityAblationOptions : SensitivityOptions
{
    /// <summary>The order of the approximation. Default: mixed, like KIF-LoRA.</summary>
    public SensitivityOrder Order { get; set; } = SensitivityOrder.Mixed;
}
