using System.Text;

namespace Kif.Models.Tokenizers.Jinja;

/// <summary>A compiled statement; it writes to the output.</summary>
internal delegate JinjaFlow JinjaStatement(JinjaScope scope, StringBuilder output);
