namespace Kif.Models.Backbones;

/// <summary>A LoRA pair beside a linear map: y += scale · B(A(x)).</summary>
/// <param name="A">[rank, inputs].</param>
/// <param name="B">[outputs, rank].</param>
/// <param name="Scale">The factor.</param>
/// <param name="Dropout">Dropout rate on x; 0 for frozen pairs.</param>
/// <param name="Names">Names of A and B where they train; null for frozen pairs.</param>
internal sealed record AdapterBranch(Tensor A, Tensor B, double Scale, double Dropout, (string A, string B)? Names);
