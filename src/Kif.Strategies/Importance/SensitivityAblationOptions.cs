namespace Kif.Strategies;

/// <summary>Options of the estimators that take one of the two averages alone.</summary>
public sealed class SensitivityAblationOptions : SensitivityOptions
{
    /// <summary>Order of the approximation. Default: mixed, as KIF-LoRA.</summary>
    public SensitivityOrder Order { get; set; } = SensitivityOrder.Mixed;
}
