namespace Kif.Models.Backbones;

/// <summary>The weights and linear maps of a <see cref="BackboneLayout"/> that belong to one block: ranges of indices, ends excluded.</summary>
/// <param name="Weights">Indices in <see cref="BackboneLayout.Weights"/>.</param>
/// <param name="Linears">Indices in <see cref="BackboneLayout.Linears"/>.</param>
public readonly record struct BlockSpan(Range Weights, Range Linears);
