namespace Kif;

/// <summary>How a forward pass is made.</summary>
/// <param name="Dropout">Draws the dropout masks; null for evaluation, without dropout.</param>
/// <param name="Outputs">Sees the outputs of the trainable linear layers; null where nobody asks.</param>
public readonly record struct ForwardOptions(RandomStream? Dropout = null, IOutputObserver? Outputs = null);
