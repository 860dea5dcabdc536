namespace Kif.Models.Gpt2;

/// <summary>What all layers of one pass share.</summary>
/// <param name="Batch">Number of rows.</param>
/// <param name="Positions">The position of each token, int64 [batch · length].</param>
/// <param name="Bias">What is added to the scores, broadcastable to [batch · heads, length, keys].</param>
internal sealed record Gpt2Frame(long Batch, Tensor Positions, Tensor Bias);
