namespace Kif;

/// <summary>An adapter that was frozen when a new one started.</summary>
/// <param name="Space">Its space.</param>
/// <param name="Weights">Its weights, a vector of that space; borrowed.</param>
public sealed record FrozenAdapter(ParameterSpace Space, Tensor Weights);
