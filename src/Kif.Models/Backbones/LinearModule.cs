namespace Kif.Models.Backbones;

/// <summary>A linear map of a backbone, y = x Wᵀ (+ b), that LoRA can be put on. Adapters look the same however W is stored.</summary>
/// <param name="Index">Its place in <see cref="IBackbone.Linears"/>.</param>
/// <param name="Module">Path, layer and heads.</param>
/// <param name="Inputs">Number of inputs.</param>
/// <param name="Outputs">Number of outputs.</param>
/// <param name="Weight">Index of W, [outputs, inputs], in <see cref="IBackbone.Weights"/>.</param>
/// <param name="Bias">Index of b, or null where there is none.</param>
/// <param name="Transposed">Whether the weight is stored as [inputs, outputs], as GPT-2 has it.</param>
public sealed record LinearModule(int Index, ModuleInfo Module, long Inputs, long Outputs, int Weight, int? Bias, bool Transposed = false);
