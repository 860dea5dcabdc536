namespace Kif.Models.Backbones;

/// <summary>A pair of LoRA factors that adds to a linear map: y += scale · B(A(x)).</summary>
/// <param name="A">[rank, inputs].</param>
/// <param name="B">[outputs, rank].</param>
/// <param name="Scale">The factor.</param>
/// <param name="Dropout">The dropout rate on x; 0 for frozen pairs.</param>
/// <param name="Names">The names of A and B if they train; null for frozen pairs.</param>
internal sealed record AdapterBranch(Tensor A, Tensor B, double Scale, double Dropout, (string A, string B)? Names);
