namespace Kif;

/// <summary>Chooses memories for a step.</summary>
/// <param name="memory">What there is; may be empty.</param>
/// <param name="count">How many are wanted.</param>
/// <param name="draw">0-based number of the draw within the task.</param>
/// <param name="random">The stream to draw from.</param>
public delegate IReadOnlyList<Remembered> MemorySampler(IReadOnlyList<Remembered> memory, int count, int draw, RandomStream random);
