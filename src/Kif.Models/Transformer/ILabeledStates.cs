namespace Kif.Models;

/// <summary>A backbone that computes only the states that a loss reads.</summary>
internal interface ILabeledStates
{
    /// <summary>Computes the last hidden states that predict a label, and these labels: [labels, width] and int64 [labels], row by row of the batch.</summary>
    (Tensor States, Tensor Targets) Labeled(ForwardPass pass, TokenBatch batch);
}
