using Kif.Pipeline.Jobs;

namespace Kif.Pipeline.Examination;

/// <summary>What a machine is examined for.</summary>
public sealed class ExaminationSettings
{
    /// <summary>A Hugging Face folder that shall run; null for the embedded model. Default: null.</summary>
    public string? Model { get; set; }

    /// <summary>Where output shall be written. Default: the working folder.</summary>
    public string Out { get; set; } = ".";

    /// <summary>Where and in which precision the model shall compute.</summary>
    public ComputeSettings Compute { get; set; } = new();
}
