using Kif.Pipeline.Jobs;

namespace Kif.Pipeline.Examination;

/// <summary>The settings of a machine's checks.</summary>
public sealed class ExaminationSettings
{
    /// <summary>The Hugging Face folder to run; null for the embedded model. Default: null.</summary>
    public string? Model { get; set; }

    /// <summary>The output folder. Default: the working folder.</summary>
    public string Out { get; set; } = ".";

    /// <summary>The device and precision of the model.</summary>
    public ComputeSettings Compute { get; set; } = new();
}
