namespace Kif;

/// <summary>One trainable tensor and its position in the flat vector.</summary>
/// <param name="Name">Its PEFT or Hugging Face name.</param>
/// <param name="Module">Its module.</param>
/// <param name="Role">Its role.</param>
/// <param name="Shape">Its shape, row-major.</param>
/// <param name="Offset">Index of its first element in the flat vector.</param>
/// <param name="Length">Number of elements.</param>
/// <param name="Aliases">Further names of the same (tied) tensor.</param>
/// <param name="Decays">Whether weight decay applies to it.</param>
public sealed record ParameterInfo(
    string Name, ModuleInfo Module, ParameterRole Role, IReadOnlyList<long> Shape, long Offset, long Length, IReadOnlyList<string> Aliases, bool Decays);
