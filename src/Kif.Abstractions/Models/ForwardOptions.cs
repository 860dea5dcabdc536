namespace Kif;

/// <summary>Options of a forward pass.</summary>
/// <param name="Dropout">The stream of the dropout masks; null for evaluation, without dropout.</param>
/// <param name="Outputs">Observes the outputs of the trainable linear layers; null for no observer.</param>
public readonly record struct ForwardOptions(RandomStream? Dropout = null, IOutputObserver? Outputs = null);
