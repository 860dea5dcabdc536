namespace Kif.Models.Backbones;

/// <summary>A linear map of a backbone, y = x Wᵀ (+ b), that can get a LoRA adapter. Adapters have the same form however W is stored.</summary>
/// <param name="Index">The index in <see cref="IBackbone.Linears"/>.</param>
/// <param name="Module">Path, layer and heads.</param>
/// <param name="Inputs">Number of inputs.</param>
/// <param name="Outputs">Number of outputs.</param>
/// <param name="Weight">Index of W, [outputs, inputs], in <see cref="IBackbone.Weights"/>.</param>
/// <param name="Bias">Index of b; null for no bias.</param>
/// <param name="Transposed">Whether the weight is stored as [inputs, outputs], as in GPT-2.</param>
public sealed record LinearModule(int Index, ModuleInfo Module, long Inputs, long Outputs, int Weight, int? Bias, bool Transposed = false);
