from django.urls.resolvers import URLPattern, URLResolver

app_name = "usecases"

urlpatterns: list[URLPattern | URLResolver] = []
