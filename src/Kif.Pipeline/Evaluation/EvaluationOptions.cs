using System.ComponentModel.DataAnnotations;

namespace Kif.Pipeline.Evaluation;

/// <summary>How test sets are answered: greedy decoding, batched (spec 12.6).</summary>
public sealed class EvaluationOptions
{
    /// <summary>Most tokens per answer. Default: 16.</summary>
    [Range(1, 4096)]
    public int MaxNewTokens { get; set; } = 16;

    /// <summary>Examples per batch; answers do not depend on it. Default: 32.</summary>
    [Range(1, 65_536)]
    public int BatchSize { get; set; } = 32;

    /// <summary>Whether tasks that are not learnt yet are scored too (forward transfer needs it). Default: true.</summary>
    public bool UnseenTasks { get; set; } = true;
}
