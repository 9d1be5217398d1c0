using System.Text.Json.Nodes;

namespace Vela.SelfTests;

internal sealed class JsonComesBackAsItWent() : SelfTest("A JSON document comes back as it went")
{
    public override void Run(ISelfTestMachine machine)
    {
        JsonArray array = [];
        for (int i = 0; i < 500; i++)
        {
            array.Add((JsonNode)new JsonObject { ["number"] = i, ["text"] = $"item \"{i}\" äöü", ["half"] = i / 2.0 });
        }

        string text = array.ToJsonString();
        JsonNode parsed = JsonNode.Parse(text)!;
        Expect.Equal(text, parsed.ToJsonString());
        Expect.Equal(249.5, parsed[499]!["half"]!.GetValue<double>());
    }
}
