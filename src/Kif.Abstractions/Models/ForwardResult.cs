namespace Kif;

/// <summary>The result of a forward pass over a batch; the tensors belong to the caller's dispose scope.</summary>
/// <param name="Loss">Scalar: mean cross entropy over the target tokens.</param>
/// <param name="Logits">[target tokens, vocabulary]: only positions with a label, row by row of the batch.</param>
/// <param name="Targets">Int64 [target tokens]: the labels of those positions.</param>
public sealed record ForwardResult(Tensor Loss, Tensor Logits, Tensor Targets);
