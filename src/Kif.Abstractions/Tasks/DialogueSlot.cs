namespace Kif;

/// <summary>The dialogue, turn and slot whose value an example asks for (state tracking; spec 11.7).</summary>
/// <param name="Dialogue">The dialogue's id.</param>
/// <param name="Turn">The turn's index within it.</param>
/// <param name="Slot">The slot's name.</param>
public sealed record DialogueSlot(string Dialogue, int Turn, string Slot);
