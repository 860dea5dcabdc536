namespace Kif.Strategies;

/// <summary>Options of the uniform buffer.</summary>
public sealed class UniformBufferOptions : ReplayBufferOptions;
