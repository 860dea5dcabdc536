namespace Kif;

/// <summary>What a forward pass over a batch gives; the tensors belong to the caller's dispose scope.</summary>
/// <param name="Loss">Scalar: mean cross entropy over the target tokens.</param>
/// <param name="Logits">[target tokens, vocabulary]: only rows that carry a label, row after row of the batch.</param>
/// <param name="Targets">Int64 [target tokens]: the labels of those rows.</param>
public sealed record ForwardResult(Tensor Loss, Tensor Logits, Tensor Targets);
