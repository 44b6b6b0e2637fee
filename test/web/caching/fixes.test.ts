import { strict as assert } from 'node:assert';
import { fixedBy } from '../../support/fixedBy.ts';

const CASES: Readonly<
  Record<string, readonly [path: string, text: string, public_: string, private_: string]>
> = {
  Rails: [
    'app/controllers/invoices_controller.rb',
    'class InvoicesController < ApplicationController\n  before_action :authenticate_user!\n\n  def index\n    expires_in 10.minutes, PUBLIC\n    render json: current_user.invoices\n  end\nend\n',
    'public: true',
    'public: false',
  ],
  Spring: [
    'src/main/java/MeController.java',
    'import org.springframework.http.CacheControl;\n@RestController\nclass MeController {\n    @GetMapping("/api/me")\n    ResponseEntity<User> me(Principal principal) {\n        return ResponseEntity.ok()\n            .cacheControl(CacheControl.maxAge(30, TimeUnit.MINUTES).PUBLIC())\n            .body(users.byName(principal.getName()));\n    }\n}\n',
    'cachePublic',
    'cachePrivate',
  ],
  'ASP.NET': [
    'Controllers/ProfileController.cs',
    'using Microsoft.AspNetCore.Mvc;\n\n[Authorize]\n[Route("api/[controller]")]\npublic class ProfileController : ControllerBase\n{\n    [HttpGet]\n    [ResponseCache(Duration = 300, Location = PUBLIC)]\n    public IActionResult Get() => Ok(new { Name = User.Identity!.Name });\n}\n',
    'ResponseCacheLocation.Any',
    'ResponseCacheLocation.Client',
  ],
  Django: [
    'app/views.py',
    'from django.contrib.auth.decorators import login_required\nfrom django.views.decorators.cache import cache_control\n\n\n@login_required\n@cache_control(max_age=600, PUBLIC)\ndef mine(request):\n    return render(request, "mine.html", {"lines": request.user.lines})\n',
    'public=True',
    'private=True',
  ],
  Symfony: [
    'src/Controller/ProfileController.php',
    "<?php\nclass ProfileController extends AbstractController\n{\n    #[Route('/api/profile')]\n    public function show(): JsonResponse\n    {\n        $response = $this->json(['email' => $this->getUser()->getUserIdentifier()]);\n        $response->PUBLIC();\n        $response->setMaxAge(600);\n        return $response;\n    }\n}\n",
    'setPublic',
    'setPrivate',
  ],
};

describe('fixes of caching', () => {
  for (const [name, [path, text, before, after]] of Object.entries(CASES))
    it(`keep an answer of ${name} private, in its own words`, () =>
      assert.equal(
        fixedBy('caching/shared-private-answer', path, text.replace('PUBLIC', before)),
        text.replace('PUBLIC', after),
      ));

  it('leave to people what says more about shared caches', () =>
    assert.equal(
      fixedBy(
        'caching/shared-private-answer',
        'app/views.py',
        'from django.contrib.auth.decorators import login_required\nfrom django.views.decorators.cache import cache_control\n\n\n@login_required\n@cache_control(public=True, s_maxage=600)\ndef mine(request):\n    return render(request, "mine.html", {"lines": request.user.lines})\n',
      ),
      undefined,
    ));
});
