namespace Kif.Models.Gpt2;

/// <summary>The inputs that all layers of one pass share.</summary>
/// <param name="Batch">The number of rows.</param>
/// <param name="Positions">The position of each token, int64 [batch · length].</param>
/// <param name="Bias">The bias on attention scores, broadcastable to [batch · heads, length, keys].</param>
internal sealed record Gpt2Frame(long Batch, Tensor Positions, Tensor Bias);
